"""Records -> accepted rows and set-aside rows with reason and place, by Great Expectations suites kept as files."""

"""The tests, by what they test; `samples` also builds the sample documents."""

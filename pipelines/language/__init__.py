"""Vietnamese text, numbers and numbering as officials print them; knows nothing of formats, documents or records."""

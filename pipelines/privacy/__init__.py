"""What is withheld of what documents print: one place for the loader, the release and the API."""

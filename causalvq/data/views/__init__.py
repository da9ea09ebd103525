"""Pictures for people: sheets, and channels as colours."""

"""What the names of files say: fields that vary, keys that a table has, sides before and after."""

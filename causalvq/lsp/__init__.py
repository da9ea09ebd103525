"""The language server: what the language and the compiler know of a spec, under the cursor; no torch is ever loaded."""

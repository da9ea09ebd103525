"""JSON-RPC over two streams of bytes, and the shapes that the protocol of language servers gives to answers."""

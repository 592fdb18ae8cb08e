"""What is done in scoping: rounds and requests, replies, the shared picture."""

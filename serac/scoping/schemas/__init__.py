"""What is asked on the pages of scoping: rounds, replies, the shared picture."""

"""``python -m retailgraph`` is the command line."""

from retailgraph.cli import main

if __name__ == "__main__":
    main()

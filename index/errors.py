"""Everything that can be wrong with an index folder.

IndexFolderError
├── NoGeneration           nothing was built yet
├── DamagedGeneration      a file is missing, changed or inconsistent, and no older generation is whole
├── EmbedderMismatch       the index was built with another embedder than the one in use
├── IndexLocked            another build holds the lock
└── BadVectors             an embedder gave vectors of a wrong shape, type, norm or value
"""

from corpus.errors import TanyaError


class IndexFolderError(TanyaError):
    """The index folder cannot be used as it stands."""


class NoGeneration(IndexFolderError):
    """The folder holds no generation."""


class DamagedGeneration(IndexFolderError):
    """A generation failed verification."""


class EmbedderMismatch(IndexFolderError):
    """The manifest's embedder fingerprint is not that of the embedder in use."""


class IndexLocked(IndexFolderError):
    """Another process is writing this index folder."""


class BadVectors(IndexFolderError):
    """Vectors of a wrong shape, dtype or norm, or with values that are not finite."""

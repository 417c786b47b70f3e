package io.quern.dataframe.parquet.column;

import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.schema.Node;

/// A column chunk as it was read from the file.
///
/// @param data holds the chunk from `from` on, and eight bytes more at least behind `slackTo`; not to be changed
/// @param to where the footer says that the chunk ends: no page begins there or later
/// @param slackTo where its last page must have ended, for not every footer counts right
public record ChunkBytes(Node.Leaf leaf, ChunkMetadata metadata, byte[] data, int from, int to, int slackTo) {}

/// Partitions as Arrow IPC streams: how batches travel between JVMs and rest on disk, readable by any Arrow tool. Our
/// own encoder and decoder of the FlatBuffers metadata; no other library. What a peer or a file sends is not trusted:
/// every length and offset is checked before it is used, and damage is an [java.io.IOException] that says what is
/// wrong.
@NullMarked
package io.quern.dataframe.arrow;

import org.jspecify.annotations.NullMarked;

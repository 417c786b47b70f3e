package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ObjectVector;
import java.io.IOException;

/// Java objects of the user's as bytes and back, one an entry of a binary column.
interface ObjectCells {
    /// @throws IOException if an object cannot be serialised
    BytesVector toBytes(ObjectVector objects) throws IOException;

    /// @throws IOException if the bytes are not what [#toBytes] wrote
    ObjectVector toObjects(BytesVector bytes) throws IOException;

    /// Takes no objects: for streams that other programs read.
    ObjectCells REFUSED = new ObjectCells() {
        @Override
        public BytesVector toBytes(ObjectVector objects) throws IOException {
            throw new IOException(
                    "a column of Java objects cannot be written as Arrow here; finish the aggregation first");
        }

        @Override
        public ObjectVector toObjects(BytesVector bytes) throws IOException {
            throw new IOException("a column of Java objects cannot be read from Arrow here");
        }
    };
}

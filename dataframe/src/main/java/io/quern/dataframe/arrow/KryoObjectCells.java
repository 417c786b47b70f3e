package io.quern.dataframe.arrow;

import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.value.Functions;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.batch.builder.ObjectVectorBuilder;
import io.quern.dataframe.type.DataType;
import java.io.IOException;
import java.util.Arrays;

/// Objects by the framework's own serialisation, with its allow-list, each by itself.
final class KryoObjectCells implements ObjectCells {
    private final Functions functions;
    private final ClassLoader loader;

    KryoObjectCells(ClassLoader loader) {
        this.functions = Functions.of(loader);
        this.loader = loader;
    }

    @Override
    public BytesVector toBytes(ObjectVector objects) {
        BytesVectorBuilder bytes = new BytesVectorBuilder(DataType.BINARY, objects.length());
        for (int row = 0; row < objects.length(); row++) {
            Object value = objects.values()[row];
            if (value == null) {
                bytes.appendNull();
            } else {
                bytes.append(functions.serialize(value).bytes());
            }
        }
        return bytes.build();
    }

    @Override
    public ObjectVector toObjects(BytesVector bytes) throws IOException {
        ObjectVectorBuilder objects = new ObjectVectorBuilder(bytes.length());
        for (int row = 0; row < bytes.length(); row++) {
            if (bytes.isNull(row)) {
                objects.appendNull();
                continue;
            }
            byte[] one = Arrays.copyOfRange(bytes.data(), bytes.offsets()[row], bytes.offsets()[row + 1]);
            try {
                objects.append(functions.deserialize(Payload.of(one), loader));
            } catch (QuernException e) {
                throw new IOException("row " + row + " of a column of Java objects: " + e.getMessage(), e);
            }
        }
        return objects.build();
    }
}

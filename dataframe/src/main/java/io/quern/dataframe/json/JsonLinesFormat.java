package io.quern.dataframe.json;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.output.RowFormat;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.io.OutputStream;

/// Files of JSON lines, `.jsonl`.
public record JsonLinesFormat() implements RowFormat {
    @Override
    public String ending() {
        return ".jsonl";
    }

    @Override
    public void check(Schema schema) {
        for (Field field : schema.fields()) {
            if (holdsObjects(field.type())) {
                throw QuernException.user("column '" + field.name() + "' of type " + field.type()
                        + " cannot be written as JSON; finish its aggregation or map it to a type that JSON has");
            }
        }
    }

    private static boolean holdsObjects(DataType type) {
        return switch (type) {
            case ObjectType _ -> true;
            case ListType list -> holdsObjects(list.element().type());
            case MapType map ->
                holdsObjects(map.key().type()) || holdsObjects(map.value().type());
            case StructType struct -> struct.fields().stream().anyMatch(field -> holdsObjects(field.type()));
            default -> false;
        };
    }

    @Override
    public BatchWriter open(OutputStream out, Schema schema, Reservation memory) {
        JsonLinesWriter writer = new JsonLinesWriter(schema, out, memory);
        return new BatchWriter() {
            @Override
            public void write(Batch batch) throws IOException {
                writer.write(batch);
            }

            @Override
            public void close() throws IOException {
                writer.finish();
            }
        };
    }
}

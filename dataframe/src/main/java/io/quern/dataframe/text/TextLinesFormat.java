package io.quern.dataframe.text;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.output.RowFormat;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.Schema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Files of text lines, `.txt`: the values of the one string column, each ended by `\n`. Null is an empty line. A value
/// with a line feed in it is refused, because it would come back as two.
public record TextLinesFormat() implements RowFormat {
    private static final int BUFFER_BYTES = 128 * 1024;

    @Override
    public String ending() {
        return ".txt";
    }

    @Override
    public void check(Schema schema) {
        if (schema.size() != 1 || !(schema.fields().getFirst().type() instanceof StringType)) {
            throw QuernException.user("text lines are one column of type string, this frame has "
                    + schema.fields().stream().map(Object::toString).toList()
                    + "; select one, or make one with concat(…).as(\"value\")");
        }
    }

    @Override
    public BatchWriter open(OutputStream out, Schema schema, Reservation memory) {
        check(schema);
        String column = schema.fields().getFirst().name();
        memory.grow(BUFFER_BYTES);
        BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        return new BatchWriter() {
            @Override
            public void write(Batch batch) throws IOException {
                Vector values = batch.columns().getFirst();
                long flatBytes = flatBytes(values);
                memory.grow(flatBytes);
                writeLines((BytesVector) Flatten.vector(values), column, buffered);
                memory.shrink(flatBytes);
            }

            @Override
            public void close() throws IOException {
                buffered.flush();
            }
        };
    }

    /// What texts take that stand in several rows, once each has its own.
    private static long flatBytes(Vector values) {
        return switch (values) {
            case ConstantVector constant -> constant.value().retainedBytes() * constant.length();
            case DictionaryVector codes
            when codes.dictionary() instanceof BytesVector texts -> {
                long bytes = (long) Integer.BYTES * codes.length();
                for (int row = 0; row < codes.length(); row++) {
                    if (!codes.isNull(row)) {
                        int entry = codes.codes()[row];
                        bytes += texts.offsets()[entry + 1] - texts.offsets()[entry];
                    }
                }
                yield bytes;
            }
            default -> 0;
        };
    }

    private static void writeLines(BytesVector values, String column, OutputStream out) throws IOException {
        byte[] data = values.data();
        for (int row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                int from = values.offsets()[row];
                int to = values.offsets()[row + 1];
                for (int i = from; i < to; i++) {
                    if (data[i] == '\n') {
                        throw QuernException.user("a value of column '" + column
                                + "' has a line feed in it and cannot be one text line; write JSON lines instead");
                    }
                }
                out.write(data, from, to - from);
            }
            out.write('\n');
        }
    }
}

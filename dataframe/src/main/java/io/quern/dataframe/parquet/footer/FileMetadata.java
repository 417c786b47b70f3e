package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The footer of a file as stored.
///
/// @param properties key-value metadata of the writer
/// @param createdBy the writer and its version, empty if not stated
/// @param hasColumnOrders whether minima and maxima are in the order that the format defines for each type
public record FileMetadata(
        List<SchemaElement> schema,
        long rows,
        List<RowGroupMetadata> rowGroups,
        Map<String, String> properties,
        String createdBy,
        boolean hasColumnOrders) {
    /// @throws MalformedException if the bytes are not a footer, or of an encrypted file
    public static FileMetadata read(CompactReader in) {
        List<SchemaElement> schema = List.of();
        long rows = -1;
        List<RowGroupMetadata> rowGroups = List.of();
        Map<String, String> properties = new HashMap<>();
        String createdBy = "";
        boolean hasColumnOrders = false;
        while (in.next()) {
            switch (in.id()) {
                case 2 -> schema = in.structs(SchemaElement::read);
                case 3 -> rows = in.i64();
                case 4 -> rowGroups = in.structs(RowGroupMetadata::read);
                case 5 -> in.structs(property -> readProperty(property, properties));
                case 6 -> createdBy = in.string();
                case 7 -> {
                    List<Boolean> orders = in.structs(FileMetadata::readOrder);
                    hasColumnOrders = !orders.isEmpty() && !orders.contains(false);
                }
                default -> in.skip();
            }
        }
        if (schema.isEmpty() || rows < 0) {
            throw new MalformedException("it lacks a schema or the number of rows");
        }
        return new FileMetadata(schema, rows, rowGroups, Map.copyOf(properties), createdBy, hasColumnOrders);
    }

    private static Boolean readOrder(CompactReader in) {
        boolean isByType = false;
        while (in.next()) {
            isByType = in.id() == 1;
            in.skip();
        }
        return isByType;
    }

    private static String readProperty(CompactReader in, Map<String, String> properties) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.id()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        properties.put(key, value);
        return key;
    }
}

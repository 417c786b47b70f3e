package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import org.jspecify.annotations.Nullable;

/// A node of the schema as the file lists it: depth first, a group before its members.
///
/// @param type null for a group
/// @param widthBytes of FIXED_LEN_BYTE_ARRAY
/// @param members how many of the following elements, with theirs, belong to it
public record SchemaElement(
        String name,
        @Nullable PhysicalType type,
        int widthBytes,
        Repetition repetition,
        int members,
        Annotation annotation) {
    static SchemaElement read(CompactReader in) {
        String name = null;
        PhysicalType type = null;
        int width = 0;
        Repetition repetition = Repetition.REQUIRED;
        int members = 0;
        int converted = -1;
        int scale = 0;
        int precision = 0;
        Annotation logical = Annotation.NONE;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> type = PhysicalType.of(in.i32());
                case 2 -> width = in.i32();
                case 3 -> repetition = Repetition.of(in.i32());
                case 4 -> name = in.string();
                case 5 -> members = in.i32();
                case 6 -> converted = in.i32();
                case 7 -> scale = in.i32();
                case 8 -> precision = in.i32();
                case 10 -> logical = in.struct(AnnotationReader::logical);
                default -> in.skip();
            }
        }
        if (name == null) {
            throw new MalformedException("a schema element has no name");
        }
        Annotation annotation = logical.equals(Annotation.NONE) && converted >= 0
                ? AnnotationReader.converted(converted, precision, scale)
                : logical;
        // Some writers state the type of groups too; the members decide.
        return new SchemaElement(name, members > 0 ? null : type, width, repetition, members, annotation);
    }
}

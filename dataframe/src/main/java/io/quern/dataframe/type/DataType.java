package io.quern.dataframe.type;

import java.util.List;

/// The logical type of a column; Arrow's types by other names. `toString` is what schemas print.
public sealed interface DataType {
    /// Only null.
    record NullType() implements DataType {
        @Override
        public String toString() {
            return "null";
        }
    }

    record BooleanType() implements DataType {
        @Override
        public String toString() {
            return "boolean";
        }
    }

    /// A whole number of 8, 16, 32 or 64 bits.
    record IntegerType(int bits, boolean isSigned) implements DataType {
        public IntegerType {
            if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
                throw new IllegalArgumentException("an integer has 8, 16, 32 or 64 bits, not " + bits);
            }
        }

        @Override
        public String toString() {
            return (isSigned ? "int" : "uint") + bits;
        }
    }

    /// IEEE 754 of 32 or 64 bits. (Half floats are widened when they are read.)
    record FloatingType(int bits) implements DataType {
        public FloatingType {
            if (bits != 32 && bits != 64) {
                throw new IllegalArgumentException("a floating point number has 32 or 64 bits, not " + bits);
            }
        }

        @Override
        public String toString() {
            return bits == 32 ? "float" : "double";
        }
    }

    /// `unscaled * 10^-scale` with at most `precision` digits, up to 76.
    record DecimalType(int precision, int scale) implements DataType {
        public DecimalType {
            if (precision < 1 || precision > 76) {
                throw new IllegalArgumentException("a decimal has 1 to 76 digits, not " + precision);
            }
        }

        /// Bytes of the unscaled number: 16, or 32 above 38 digits.
        public int widthBytes() {
            return precision <= 38 ? 16 : 32;
        }

        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    /// UTF-8 text.
    record StringType() implements DataType {
        @Override
        public String toString() {
            return "string";
        }
    }

    record BinaryType() implements DataType {
        @Override
        public String toString() {
            return "binary";
        }
    }

    record FixedBinaryType(int widthBytes) implements DataType {
        @Override
        public String toString() {
            return "binary(" + widthBytes + ")";
        }
    }

    /// Days since 1970-01-01.
    record DateType() implements DataType {
        @Override
        public String toString() {
            return "date";
        }
    }

    /// Units since midnight.
    record TimeType(TimeUnit unit) implements DataType {
        @Override
        public String toString() {
            return "time(" + unit + ")";
        }
    }

    /// Units since 1970-01-01T00:00:00, of UTC (an instant), or of a wall clock whose zone is not known.
    record TimestampType(TimeUnit unit, boolean isUtc) implements DataType {
        @Override
        public String toString() {
            return (isUtc ? "timestamp(" : "local timestamp(") + unit + ")";
        }
    }

    record ListType(Field element) implements DataType {
        @Override
        public String toString() {
            return "list<" + element.type() + ">";
        }
    }

    record StructType(List<Field> fields) implements DataType {
        public StructType {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "struct<"
                    + String.join(", ", fields.stream().map(Field::toString).toList()) + ">";
        }
    }

    record MapType(Field key, Field value) implements DataType {
        @Override
        public String toString() {
            return "map<" + key.type() + ", " + value.type() + ">";
        }
    }

    /// Java objects of the user's. Never in a file.
    record ObjectType() implements DataType {
        @Override
        public String toString() {
            return "object";
        }
    }

    DataType NULL = new NullType();
    DataType BOOLEAN = new BooleanType();
    DataType INT32 = new IntegerType(32, true);
    DataType INT64 = new IntegerType(64, true);
    DataType FLOAT = new FloatingType(32);
    DataType DOUBLE = new FloatingType(64);
    DataType STRING = new StringType();
    DataType BINARY = new BinaryType();
    DataType DATE = new DateType();
    DataType OBJECT = new ObjectType();

    /// An instant in microseconds: the type of `ts` columns unless the data says otherwise.
    DataType TIMESTAMP = new TimestampType(TimeUnit.MICROS, true);
}

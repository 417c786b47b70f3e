package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import io.quern.dataframe.type.TimeUnit;

/// Annotations from the two ways in which files state them.
final class AnnotationReader {
    private AnnotationReader() {}

    /// The format's union `LogicalType`; [Annotation#NONE] for what we do not know.
    static Annotation logical(CompactReader in) {
        Annotation annotation = Annotation.NONE;
        while (in.next()) {
            annotation = switch (in.id()) {
                case 1, 4, 12 -> empty(in, new Annotation.Text());
                case 2 -> empty(in, new Annotation.Mapping());
                case 3 -> empty(in, new Annotation.Listing());
                case 5 -> in.struct(AnnotationReader::decimal);
                case 6 -> empty(in, new Annotation.Date());
                case 7 -> {
                    Clock time = in.struct(AnnotationReader::clock);
                    yield new Annotation.Time(time.unit);
                }
                case 8 -> {
                    Clock time = in.struct(AnnotationReader::clock);
                    yield new Annotation.Timestamp(time.unit, time.isUtc);
                }
                case 10 -> in.struct(AnnotationReader::whole);
                case 11 -> empty(in, new Annotation.Nothing());
                case 14 -> empty(in, new Annotation.Uuid());
                case 15 -> empty(in, new Annotation.HalfFloat());
                default -> empty(in, Annotation.NONE);
            };
        }
        return annotation;
    }

    /// The deprecated `ConvertedType`.
    static Annotation converted(int number, int precision, int scale) {
        return switch (number) {
            case 0, 4, 19 -> new Annotation.Text();
            case 1, 2 -> new Annotation.Mapping();
            case 3 -> new Annotation.Listing();
            case 5 -> new Annotation.Decimal(precision, scale);
            case 6 -> new Annotation.Date();
            case 7 -> new Annotation.Time(TimeUnit.MILLIS);
            case 8 -> new Annotation.Time(TimeUnit.MICROS);
            case 9 -> new Annotation.Timestamp(TimeUnit.MILLIS, true);
            case 10 -> new Annotation.Timestamp(TimeUnit.MICROS, true);
            case 11, 12, 13, 14 -> new Annotation.Whole(8 << (number - 11), false);
            case 15, 16, 17, 18 -> new Annotation.Whole(8 << (number - 15), true);
            default -> Annotation.NONE;
        };
    }

    private static Annotation empty(CompactReader in, Annotation annotation) {
        in.skip();
        return annotation;
    }

    private static Annotation decimal(CompactReader in) {
        int scale = 0;
        int precision = 0;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> scale = in.i32();
                case 2 -> precision = in.i32();
                default -> in.skip();
            }
        }
        return new Annotation.Decimal(precision, scale);
    }

    private static Annotation whole(CompactReader in) {
        int bits = 0;
        boolean isSigned = true;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> bits = in.i32();
                case 2 -> isSigned = in.bool();
                default -> in.skip();
            }
        }
        return new Annotation.Whole(bits, isSigned);
    }

    private record Clock(TimeUnit unit, boolean isUtc) {}

    private static Clock clock(CompactReader in) {
        boolean isUtc = false;
        TimeUnit unit = TimeUnit.MICROS;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> isUtc = in.bool();
                case 2 -> unit = in.struct(AnnotationReader::unit);
                default -> in.skip();
            }
        }
        return new Clock(unit, isUtc);
    }

    private static TimeUnit unit(CompactReader in) {
        TimeUnit unit = TimeUnit.MICROS;
        while (in.next()) {
            unit = switch (in.id()) {
                case 1 -> TimeUnit.MILLIS;
                case 2 -> TimeUnit.MICROS;
                case 3 -> TimeUnit.NANOS;
                default -> throw new MalformedException("unknown time unit " + in.id());
            };
            in.skip();
        }
        return unit;
    }
}

package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Flat.Doubles;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Values to text, and decimals to double.
final class TextCasts {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private TextCasts() {}

    static Vector ofLongs(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        TextBuffer text = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                text.append(Long.toString(source.values()[row & source.mask()]));
            }
            text.endRow();
        }
        return text.build(DataType.STRING, validity);
    }

    static Vector ofUnsigned(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        TextBuffer text = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                text.append(Long.toUnsignedString(source.values()[row & source.mask()]));
            }
            text.endRow();
        }
        return text.build(DataType.STRING, validity);
    }

    static Kernel ofFloating(int bits) {
        return (arguments, length, validity) -> {
            Doubles source = Flat.doubles(arguments[0]);
            TextBuffer text = new TextBuffer(length);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    double value = source.values()[row & source.mask()];
                    text.append(bits == 32 ? Float.toString((float) value) : Double.toString(value));
                }
                text.endRow();
            }
            return text.build(DataType.STRING, validity);
        };
    }

    static Vector ofBooleans(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        TextBuffer text = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                text.append(source.values()[row & source.mask()] != 0 ? TRUE : FALSE);
            }
            text.endRow();
        }
        return text.build(DataType.STRING, validity);
    }

    static Vector ofDates(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        TextBuffer text = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                text.appendDate(source.values()[row & source.mask()]);
            }
            text.endRow();
        }
        return text.build(DataType.STRING, validity);
    }

    static Kernel ofTimestamps(TimestampType type) {
        return (arguments, length, validity) -> {
            Longs source = Flat.longs(arguments[0]);
            TextBuffer text = new TextBuffer(length);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    text.appendTimestamp(source.values()[row & source.mask()], type.unit());
                }
                text.endRow();
            }
            return text.build(DataType.STRING, validity);
        };
    }

    static Kernel ofDecimals(DecimalType type) {
        return (arguments, length, validity) -> {
            FixedBytesVector source = (FixedBytesVector) Flatten.vector(arguments[0]);
            TextBuffer text = new TextBuffer(length);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    text.append(decimal(source, row, type).toPlainString());
                }
                text.endRow();
            }
            return text.build(DataType.STRING, validity);
        };
    }

    static double[] decimalsToDoubles(Vector argument, DecimalType type, int length, Validity validity) {
        FixedBytesVector source = (FixedBytesVector) Flatten.vector(argument);
        double[] values = new double[length];
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                values[row] = decimal(source, row, type).doubleValue();
            }
        }
        return values;
    }

    static Vector toBinary(Vector[] arguments, int length, Validity validity) {
        BytesVector source = (BytesVector) Flatten.vector(arguments[0]);
        return new BytesVector(DataType.BINARY, length, validity, source.data(), source.offsets());
    }

    private static BigDecimal decimal(FixedBytesVector source, int row, DecimalType type) {
        int width = source.widthBytes();
        byte[] bigEndian = new byte[width];
        for (int i = 0; i < width; i++) {
            bigEndian[i] = source.data()[(row + 1) * width - 1 - i];
        }
        return new BigDecimal(new BigInteger(bigEndian), type.scale());
    }
}

package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Values of `widthBytes` bytes each: fixed binary, and decimals (little-endian two's complement).
public record FixedBytesVector(DataType type, int length, Validity validity, int widthBytes, byte[] data)
        implements Vector {
    @Override
    public long retainedBytes() {
        return data.length + validity.retainedBytes();
    }
}

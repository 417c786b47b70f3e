package io.quern.dataframe;

import io.quern.core.value.ProgramBound;
import io.quern.dataframe.record.RecordMapper;
import java.util.List;

/// A frame whose rows are read as records. Made by [DataFrame#as].
@ProgramBound(remedy = "call collect() before and capture the list of records, or a value computed from them")
public final class TypedFrame<R extends Record> {
    private final DataFrame frame;
    private final RecordMapper<R> mapper;

    TypedFrame(DataFrame frame, RecordMapper<R> mapper) {
        this.frame = frame;
        this.mapper = mapper;
    }

    /// Runs a job and brings all rows here.
    public List<R> collect() {
        return mapper.records(frame.collectPartition());
    }

    /// The frame with its columns.
    public DataFrame frame() {
        return frame;
    }
}

package io.quern.dataframe.plan;

import io.quern.dataframe.source.FileSet;
import io.quern.dataframe.text.TextLines;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Reads lines of UTF-8 text: one string column, and the folder columns.
public record TextScan(FileSet files) implements LogicalPlan {
    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        fields.addAll(TextLines.SCHEMA.fields());
        files.folderColumns().forEach(name -> fields.add(Field.of(name, DataType.STRING)));
        return new Schema(fields);
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of();
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return this;
    }

    @Override
    public String toString() {
        return "Text: " + files.files().size() + " files";
    }
}

package io.quern.dataframe.display;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.display.TableStyle.Rule;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Draws the first rows of a frame:
///
/// ```
/// ┌────────┬──────────┐
/// │ region │  revenue │
/// │ string │   double │
/// ├────────┼──────────┤
/// │ north  │ 182334.1 │
/// │ south  │     null │
/// └────────┴──────────┘
/// 2 of ? rows
/// ```
///
/// Numbers stand right, texts are cut at 40 columns of the terminal, and columns that do not fit are left out in the
/// middle.
public final class TableText {
    private static final int CELL_WIDTH_MAX = 40;
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final TableStyle style;
    private final List<Column> columns = new ArrayList<>();

    private TableText(TableStyle style) {
        this.style = style;
    }

    /// One column of a table: header, type and cells, cut but not padded.
    private record Column(String name, String type, List<Cell> cells, boolean isRight, int width) {}

    private record Cell(String text, boolean isNull) {}

    /// @param rows the rows to show, all of them
    /// @param total rows of the whole frame, empty if nobody has counted them
    public static String of(Schema schema, List<Batch> rows, OptionalLong total, TableStyle style) {
        TableText table = new TableText(style);
        for (int i = 0; i < schema.size(); i++) {
            table.columns.add(table.column(schema.fields().get(i), rows, i));
        }
        long shown = rows.stream().mapToLong(Batch::length).sum();
        return table.draw() + table.footer(shown, total, schema.size());
    }

    private Column column(Field field, List<Batch> rows, int index) {
        List<Cell> cells = new ArrayList<>();
        for (Batch batch : rows) {
            CellReader reader = CellReader.of(batch.columns().get(index));
            for (int row = 0; row < batch.length(); row++) {
                @Nullable Object value = reader.read(row);
                cells.add(new Cell(cut(CellText.of(value)), value == null));
            }
        }
        String name = cut(CellText.visible(field.name()));
        String type = cut(CellText.visible(field.type().toString()));
        int width = Math.max(TextWidth.of(name), TextWidth.of(type));
        for (Cell cell : cells) {
            width = Math.max(width, TextWidth.of(cell.text()));
        }
        return new Column(name, type, cells, isNumber(field.type()), width);
    }

    private String cut(String text) {
        return TextWidth.cut(text, CELL_WIDTH_MAX, style.ellipsis());
    }

    private static boolean isNumber(DataType type) {
        return type instanceof IntegerType || type instanceof FloatingType || type instanceof DecimalType;
    }

    private String draw() {
        List<@Nullable Column> shown = fitting();
        StringBuilder text = new StringBuilder();
        rule(text, shown, style.rule(Rule.TOP));
        line(text, shown, column -> new Cell(column.name(), false));
        line(text, shown, column -> new Cell(column.type(), true));
        rule(text, shown, style.rule(Rule.MIDDLE));
        int rows = columns.isEmpty() ? 0 : columns.getFirst().cells().size();
        for (int i = 0; i < rows; i++) {
            int row = i;
            line(text, shown, column -> column.cells().get(row));
        }
        rule(text, shown, style.rule(Rule.BOTTOM));
        return text.toString();
    }

    /// As many columns as the width allows, at least the first; null stands for those left out in the middle.
    private List<@Nullable Column> fitting() {
        int needed = 1;
        for (Column column : columns) {
            needed += column.width() + 3;
        }
        if (needed <= style.widthMax()) {
            return new ArrayList<>(columns);
        }
        int room = style.widthMax() - 1 - (TextWidth.of(style.ellipsis()) + 3);
        List<@Nullable Column> head = new ArrayList<>();
        List<@Nullable Column> tail = new ArrayList<>();
        int first = 0;
        int last = columns.size() - 1;
        while (first <= last) {
            boolean takesFirst = head.size() <= tail.size();
            Column next = columns.get(takesFirst ? first : last);
            room -= next.width() + 3;
            if (room < 0 && !head.isEmpty()) {
                break;
            }
            if (takesFirst) {
                head.add(next);
                first++;
            } else {
                tail.addFirst(next);
                last--;
            }
        }
        if (first <= last) {
            head.add(null);
        }
        head.addAll(tail);
        return head;
    }

    /// Picks the cell of a line out of a column.
    private interface Line {
        Cell of(Column column);
    }

    private void line(StringBuilder text, List<@Nullable Column> shown, Line line) {
        for (Column column : shown) {
            text.append(style.bar()).append(' ');
            if (column == null) {
                text.append(style.ellipsis());
            } else {
                cell(text, line.of(column), column);
            }
            text.append(' ');
        }
        text.append(style.bar()).append('\n');
    }

    private void cell(StringBuilder text, Cell cell, Column column) {
        String padding = " ".repeat(column.width() - TextWidth.of(cell.text()));
        boolean isDim = cell.isNull() && style.isColoured();
        text.append(column.isRight() ? padding : "");
        text.append(isDim ? DIM : "").append(cell.text()).append(isDim ? PLAIN : "");
        text.append(column.isRight() ? "" : padding);
    }

    private void rule(StringBuilder text, List<@Nullable Column> shown, String rule) {
        String line = rule.substring(1, 2);
        for (int i = 0; i < shown.size(); i++) {
            Column column = shown.get(i);
            int width = column == null ? TextWidth.of(style.ellipsis()) : column.width();
            text.append(rule.charAt(i == 0 ? 0 : 2)).append(line.repeat(width + 2));
        }
        if (!shown.isEmpty()) {
            text.append(rule.charAt(3)).append('\n');
        }
    }

    private String footer(long shown, OptionalLong total, int columnCount) {
        StringBuilder text = new StringBuilder();
        if (total.isPresent() && total.getAsLong() == shown) {
            text.append(number(shown)).append(shown == 1 ? " row" : " rows");
        } else {
            text.append(number(shown)).append(" of ");
            text.append(total.isPresent() ? number(total.getAsLong()) : "?").append(" rows");
        }
        long columnsShown = fitting().stream().filter(column -> column != null).count();
        if (columnsShown < columnCount) {
            text.append(", ")
                    .append(columnsShown)
                    .append(" of ")
                    .append(columnCount)
                    .append(" columns");
        }
        return text.append('\n').toString();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}

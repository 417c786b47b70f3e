package io.quern.dataframe.display;

/// What the place where a table is shown can do.
///
/// @param widthMax columns of characters of a line; tables that would be wider lose columns in the middle
/// @param isUnicode whether lines are drawn with box characters, and `…` marks a cut; else ASCII
/// @param isColoured whether nulls and types are dimmed by ANSI escapes
public record TableStyle(int widthMax, boolean isUnicode, boolean isColoured) {
    private static final int WIDTH_DEFAULT = 80;

    /// 80 wide, box characters, no colour: for files and tests.
    public static final TableStyle PLAIN = new TableStyle(WIDTH_DEFAULT, true, false);

    public TableStyle withWidth(int width) {
        return new TableStyle(width, isUnicode, isColoured);
    }

    String ellipsis() {
        return isUnicode ? "…" : "...";
    }

    /// Left, line, crossing and right of a rule: the top one, the one below the types, or the bottom one.
    String rule(Rule rule) {
        if (!isUnicode) {
            return "+-++";
        }
        return switch (rule) {
            case TOP -> "┌─┬┐";
            case MIDDLE -> "├─┼┤";
            case BOTTOM -> "└─┴┘";
        };
    }

    char bar() {
        return isUnicode ? '│' : '|';
    }

    enum Rule {
        TOP,
        MIDDLE,
        BOTTOM
    }
}

package io.quern.dataframe;

import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.concat;
import static io.quern.dataframe.Columns.lit;
import static io.quern.dataframe.Columns.when;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A plan of a few random operations, twice: as a frame, and as the SQL that means the same.
final class RandomPlan {
    private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.MINUTES);

    private final SplittableRandom random;
    private DataFrame frame;
    private String sql;
    private boolean isAggregated;

    /// @param sql a query with the same columns as the frame
    RandomPlan(SplittableRandom random, DataFrame frame, String sql) {
        this.random = random;
        this.frame = frame;
        this.sql = sql;
        int operations = 1 + random.nextInt(5);
        for (int i = 0; i < operations; i++) {
            addOperation(i);
        }
    }

    DataFrame frame() {
        return frame;
    }

    /// With instants as microseconds and maps as lists of `key=value` in order, so that values compare as text.
    String sql() {
        List<String> columns = new ArrayList<>();
        for (Field field : frame.schema().fields()) {
            String name = quoted(field.name());
            columns.add(
                    switch (field.type()) {
                        case TimestampType _ -> "epoch_us(" + name + ")";
                        case DataType.MapType _ ->
                            "coalesce('[' || array_to_string(list_sort(list_transform(map_entries(" + name
                                    + "), lambda e: e.key || '=' || e.value)), ', ') || ']', '[]')";
                        default -> name;
                    });
        }
        return "select " + String.join(", ", columns) + " from (" + sql + ")";
    }

    private void addOperation(int index) {
        switch (random.nextInt(isAggregated ? 7 : 10)) {
            case 0, 1 -> filter();
            case 2 -> compute("c" + index);
            case 3 -> drop();
            case 4 -> rename("r" + index);
            case 5 -> then(frame.repartition(1 + random.nextInt(9)), sql);
            case 6 -> {
                Schema schema = frame.schema();
                then(frame.mapRows(schema, row -> Row.of(schema, row.values().toArray())), sql);
            }
            case 7 -> groupByTime("g" + index);
            default -> aggregate();
        }
    }

    /// By a floored time under the time's own name, of which there are aggregates.
    private void groupByTime(String added) {
        for (Field field : frame.schema().fields()) {
            if (field.type() instanceof TimestampType) {
                String name = quoted(field.name());
                then(
                        frame.groupBy(col(field.name()).floor(ChronoUnit.HOURS).as(field.name()))
                                .agg(
                                        Aggregates.max(field.name()).as(added),
                                        Aggregates.count().as("n" + added)),
                        "select date_trunc('hour', " + name + ") as " + name + ", max(" + name + ") as " + added
                                + ", count(*) as n" + added + " from (" + sql + ") t group by date_trunc('hour', t."
                                + name + ")");
                isAggregated = true;
                return;
            }
        }
    }

    private void filter() {
        Field field = pick(frame.schema().fields());
        String name = quoted(field.name());
        switch (field.type()) {
            case DataType.StringType _ -> {
                String bound = "s" + random.nextInt(6);
                switch (random.nextInt(4)) {
                    case 0 -> then(frame.filter(col(field.name()).eq(bound)), where(name + " = '" + bound + "'"));
                    case 1 -> then(frame.filter(col(field.name()).isNull()), where(name + " is null"));
                    case 2 ->
                        then(
                                frame.filter(col(field.name())
                                        .ge(bound)
                                        .or(col(field.name()).isNull())),
                                where(name + " >= '" + bound + "' or " + name + " is null"));
                    default ->
                        then(
                                frame.filter(col(field.name()).in("s1", "s2", "s3")),
                                where(name + " in ('s1', 's2', 's3')"));
                }
            }
            case DataType.IntegerType _, DataType.FloatingType _ -> {
                int bound = random.nextInt(40) - 10;
                then(frame.filter(col(field.name()).gt(bound)), where(name + " > " + bound));
            }
            default -> then(frame.filter(col(field.name()).isNotNull()), where(name + " is not null"));
        }
    }

    private void compute(String added) {
        Field field = pick(frame.schema().fields());
        String name = quoted(field.name());
        switch (field.type()) {
            case TimestampType _ -> {
                ChronoUnit unit = pick(UNITS);
                String part = unit.name().toLowerCase(java.util.Locale.ROOT);
                then(
                        frame.with(added, col(field.name()).floor(unit)),
                        with("date_trunc('" + part.substring(0, part.length() - 1) + "', " + name + ")", added));
            }
            case DataType.StringType _ ->
                then(frame.with(added, concat(col(field.name()), lit("!"))), with(name + " || '!'", added));
            case DataType.IntegerType _ ->
                then(
                        frame.with(
                                added,
                                when(col(field.name()).gt(5), col(field.name()).plus(1))
                                        .otherwise(lit(0L))),
                        with("case when " + name + " > 5 then " + name + " + 1 else 0 end", added));
            default -> then(frame.with(added, col(field.name()).isNull()), with(name + " is null", added));
        }
    }

    private void drop() {
        Schema schema = frame.schema();
        if (schema.size() > 2) {
            String name = pick(schema.fields()).name();
            then(frame.drop(name), "select * exclude (" + quoted(name) + ") from (" + sql + ")");
        }
    }

    private void rename(String to) {
        String name = pick(frame.schema().fields()).name();
        then(frame.rename(name, to), "select * rename (" + quoted(name) + " as " + to + ") from (" + sql + ")");
    }

    private void aggregate() {
        List<Field> simple = frame.schema().fields().stream()
                .filter(field -> !(field.type() instanceof DataType.FloatingType))
                .toList();
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0 && !simple.isEmpty(); i--) {
            String key = pick(simple).name();
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        List<Aggregate> aggregates = new ArrayList<>();
        List<String> columns =
                new ArrayList<>(keys.stream().map(RandomPlan::quoted).toList());
        int calls = 1 + random.nextInt(4);
        for (int i = 0; i < calls; i++) {
            addCall("a" + i, aggregates, columns);
        }
        String groups = keys.isEmpty()
                ? ""
                : " group by "
                        + String.join(
                                ", ", keys.stream().map(RandomPlan::quoted).toList());
        then(
                frame.groupBy(keys.toArray(String[]::new)).agg(aggregates.toArray(Aggregate[]::new)),
                "select " + String.join(", ", columns) + " from (" + sql + ")" + groups);
        isAggregated = true;
    }

    private void addCall(String name, List<Aggregate> aggregates, List<String> columns) {
        Field field = pick(frame.schema().fields());
        String column = quoted(field.name());
        boolean isNumber =
                field.type() instanceof DataType.IntegerType || field.type() instanceof DataType.FloatingType;
        switch (random.nextInt(isNumber ? 6 : 4)) {
            case 0 -> add(Aggregates.count().as(name), "count(*)", name, aggregates, columns);
            case 1 ->
                add(
                        Aggregates.countDistinct(field.name()).as(name),
                        "count(distinct " + column + ")",
                        name,
                        aggregates,
                        columns);
            case 2 -> add(Aggregates.min(field.name()).as(name), "min(" + column + ")", name, aggregates, columns);
            case 3 -> {
                if (field.type() instanceof DataType.StringType) {
                    add(
                            Aggregates.countValues(field.name()).as(name),
                            "histogram(" + column + ")",
                            name,
                            aggregates,
                            columns);
                } else {
                    add(Aggregates.max(field.name()).as(name), "max(" + column + ")", name, aggregates, columns);
                }
            }
            case 4 -> add(Aggregates.sum(field.name()).as(name), "sum(" + column + ")", name, aggregates, columns);
            default -> add(Aggregates.mean(field.name()).as(name), "avg(" + column + ")", name, aggregates, columns);
        }
    }

    private static void add(
            Aggregate aggregate, String call, String name, List<Aggregate> aggregates, List<String> columns) {
        aggregates.add(aggregate);
        columns.add(call + " as " + name);
    }

    private void then(DataFrame nextFrame, String nextSql) {
        frame = nextFrame;
        sql = nextSql;
    }

    private String where(String condition) {
        return "select * from (" + sql + ") where " + condition;
    }

    private String with(String expression, String name) {
        return "select *, " + expression + " as " + name + " from (" + sql + ")";
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private <T> T pick(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }
}

package io.quern.dataframe.evaluation;

import static io.quern.dataframe.Columns.coalesce;
import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.concat;
import static io.quern.dataframe.Columns.concatWith;
import static io.quern.dataframe.Columns.lit;
import static io.quern.dataframe.Columns.struct;
import static io.quern.dataframe.Columns.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.Column;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.oracle.DuckDb;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpressionOracleTest {
    private static final Schema SCHEMA = RandomRows.SCHEMA;
    private DuckDb oracle;

    @BeforeAll
    void start() {
        oracle = new DuckDb();
    }

    @AfterAll
    void stop() {
        oracle.close();
    }

    private static List<Column> operators() {
        List<Column> columns = new ArrayList<>();
        for (String[] pair :
                new String[][] {{"i", "n"}, {"d", "n"}, {"d", "d"}, {"s", "u"}, {"b", "c"}, {"ts", "ts"}}) {
            Column left = col(pair[0]);
            Column right = col(pair[1]);
            columns.addAll(List.of(left.eq(right), left.ne(right), left.lt(right), left.le(right), left.gt(right)));
            columns.add(left.ge(right));
        }
        for (Column number : List.of(col("i"), lit(3), lit(0))) {
            columns.addAll(List.of(col("j").plus(number), col("j").minus(number), col("j").times(number)));
            columns.addAll(List.of(col("n").dividedBy(number), col("n").remainder(number), number.remainder(col("i"))));
            columns.addAll(List.of(col("d").plus(number), number.minus(col("d")), col("d").times(number)));
        }
        columns.addAll(List.of(col("d").dividedBy(col("d")), col("n").negated(), col("d").negated()));
        columns.addAll(List.of(col("b").and(col("c")), col("b").or(col("c")), col("b").not(), col("b").and(true)));
        columns.addAll(
                List.of(col("b").or(lit(null)), col("s").isNull(), col("s").isNotNull(), col("i").between(-3, 5)));
        columns.addAll(List.of(
                col("s").in("a", "abc"), col("i").in(1, 2, null), col("ts").in(LocalDateTime.MIN.withYear(1970))));
        columns.addAll(List.of(col("s").upper(), col("s").lower(), col("s").length(), col("s").trim()));
        columns.addAll(List.of(col("s").startsWith("a"), col("s").endsWith(col("u")), col("s").contains(col("u"))));
        columns.addAll(List.of(col("s").substring(1), col("s").substring(1, 3), col("s").substring(0, 0)));
        columns.addAll(List.of(
                concat("s", col("s"), col("i")),
                concatWith("|", col("s"), col("ts").floor(ChronoUnit.HOURS))));
        columns.addAll(
                List.of(coalesce(col("s"), col("u"), "none"), coalesce(col("i"), col("d")), coalesce(col("ts"), null)));
        columns.add(
                when(col("i").gt(0), "positive").when(col("i").lt(0), col("s")).otherwise("zero"));
        columns.add(when(col("s").eq("a"), 1).otherwiseNull());
        columns.add(when(col("i").ne(0), col("n").dividedBy(col("i"))).otherwise(-1));
        columns.addAll(List.of(
                struct(col("s"), col("i").as("x")).field("s"),
                struct("s", "i").field("i").plus(1)));
        for (String part : List.of("ts", "day")) {
            Column time = col(part);
            columns.addAll(List.of(time.year(), time.month(), time.day()));
            for (ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS, ChronoUnit.YEARS)) {
                columns.addAll(List.of(time.floor(unit), time.ceil(unit), time.round(unit)));
            }
        }
        for (ChronoUnit unit : List.of(ChronoUnit.MILLIS, ChronoUnit.SECONDS, ChronoUnit.MINUTES, ChronoUnit.HOURS)) {
            columns.addAll(List.of(
                    col("ts").floor(unit), col("ts").ceil(unit), col("ts").round(unit)));
        }
        columns.addAll(List.of(col("ts").hour(), col("ts").minute(), col("ts").second()));
        columns.addAll(List.of(
                col("ts").floor(ChronoUnit.SECONDS).cast(DataType.STRING),
                col("day").cast(DataType.STRING)));
        columns.addAll(List.of(
                col("ts").format("yyyy/MM/dd HH.mm"), col("i").cast(DataType.STRING), col("b").cast(DataType.STRING)));
        columns.addAll(List.of(
                col("d").tryCast(DataType.INT32), col("i").cast(DataType.DOUBLE), col("n").tryCast(DataType.INT32)));
        columns.addAll(List.of(
                col("s").tryCast(DataType.DOUBLE), col("b").cast(DataType.INT32), col("i").cast(DataType.BOOLEAN)));
        columns.addAll(List.of(
                col("ts").cast(DataType.DATE),
                col("day").cast(DataType.TIMESTAMP),
                lit("a"),
                lit(null).isNull()));
        columns.addAll(List.of(
                col("day").eq(LocalDate.of(1970, 1, 1)), lit("2017-09-17").cast(DataType.DATE)));
        return columns;
    }

    @Test
    void everyOperatorAgreesWithTheOracle() {
        Seeds.run(8, random -> {
            Batch batch = new RandomRows(random).batch(random.nextInt(1, 100));
            oracle.load("data", SCHEMA, List.of(batch));
            operators().forEach(column -> check(column.expression(), batch));
        });
    }

    @Test
    void randomTreesAgreeWithTheOracle() {
        Seeds.run(40, random -> {
            Batch batch = new RandomRows(random).batch(random.nextInt(1, 80));
            oracle.load("data", SCHEMA, List.of(batch));
            RandomExpressions expressions = new RandomExpressions(random);
            for (int i = 0; i < 25; i++) {
                check(expressions.any(3).expression(), batch);
            }
        });
    }

    private void check(Expression expression, Batch batch) {
        BoundExpression bound = BoundExpression.bind(expression, SCHEMA);
        Vector result = bound.evaluate(batch);
        assertThat(result.length()).isEqualTo(batch.length());
        assertThat(result.type()).isEqualTo(expression.typeIn(SCHEMA));
        List<@Nullable Object> actual = values(result);
        List<@Nullable Object> flat =
                values(BoundExpression.bind(expression, SCHEMA).evaluate(Flatten.batch(batch)));
        assertThat(flat).as("%s over flat columns", expression).isEqualTo(actual);
        assertThat(values(bound.evaluate(batch))).as("%s again", expression).isEqualTo(actual);
        String sql = new ExpressionSql(SCHEMA).of(expression);
        List<List<@Nullable Object>> expected = oracle.query(
                "SELECT " + sql + " FROM data ORDER BY row_number",
                Schema.of(Field.of("result", expression.typeIn(SCHEMA))));
        for (int row = 0; row < batch.length(); row++) {
            Object wanted = zero(expected.get(row).getFirst());
            assertThat(zero(actual.get(row)))
                    .as("%s in row %s: %s; as SQL %s", expression, row, row(batch, row), sql)
                    .isEqualTo(wanted);
        }
    }

    /// -0.0 and 0.0 are the same number.
    private static @Nullable Object zero(@Nullable Object value) {
        return value instanceof Double number ? (Object) (number + 0.0) : value;
    }

    private static List<@Nullable Object> values(Vector vector) {
        CellReader reader = CellReader.of(vector);
        List<@Nullable Object> values = new ArrayList<>();
        for (int row = 0; row < vector.length(); row++) {
            values.add(reader.read(row));
        }
        return values;
    }

    private static List<@Nullable Object> row(Batch batch, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        batch.columns().forEach(column -> values.add(CellReader.of(column).read(row)));
        return values;
    }
}

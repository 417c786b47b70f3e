/// Java records as rows and rows as records, by the names of their components.
///
/// | component | column |
/// |---|---|
/// | `boolean`, `String`, `byte[]` | boolean, string, binary |
/// | `byte`, `short`, `int`, `long`, `BigInteger` | whole numbers that always fit; `BigInteger` also decimals of scale
/// 0 |
/// | `float`, `double` | floating point and whole numbers that always fit |
/// | `BigDecimal` | decimal, whole numbers |
/// | an enum | string |
/// | `LocalDate`, `LocalTime`, `Instant`, `LocalDateTime` | date, time, timestamp, local timestamp |
/// | `List<E>`, `Map<K, V>`, a record | list, map, struct |
/// | `Optional<T>`, `OptionalInt`, `OptionalLong`, `OptionalDouble` | as the value, empty for null |
/// | `Object` | any |
@NullMarked
package io.quern.dataframe.record;

import org.jspecify.annotations.NullMarked;

/// Single values of vectors as Java objects, read and written: for rows, records and tests. The slow path; kernels read
/// arrays.
///
/// | type | object |
/// |---|---|
/// | boolean | `Boolean` |
/// | int8, int16, int32, uint8, uint16 | `Integer` |
/// | int64, uint32 | `Long` |
/// | uint64 | `BigInteger` |
/// | float, double | `Float`, `Double` |
/// | decimal | `BigDecimal` of the type's scale |
/// | string | `String` |
/// | binary, binary(n) | `byte[]` |
/// | date, time | `LocalDate`, `LocalTime` |
/// | timestamp, local timestamp | `Instant`, `LocalDateTime` |
/// | list | `List` |
/// | map | `Map` in the order of the entries |
/// | struct | `Map` of the members by name, in their order |
/// | object | the object itself |
@NullMarked
package io.quern.dataframe.batch.cell;

import org.jspecify.annotations.NullMarked;

/// JSON lines: one object a row, UTF-8, each line ended by `\n`, members in the order of the schema.
///
/// | type | JSON |
/// |---|---|
/// | whole numbers, decimals | number, all digits |
/// | float, double | shortest number that reads back the same; NaN and infinities are null, because JSON has none |
/// | boolean, string | as in JSON; bytes that are not UTF-8 become U+FFFD |
/// | date, time, timestamps | string as in [io.quern.dataframe.type.TimeText]; an instant is its UTC time without a
/// zone |
/// | binary | string, Base64 |
/// | list, struct | array, object |
/// | map | object, its members in the order of the bytes of their keys; keys that are not text are written as text |
/// | null | null, also as a member: no member is left out |
@NullMarked
package io.quern.dataframe.json;

import org.jspecify.annotations.NullMarked;

package io.quern.core.value;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a class whose objects belong to the program that made them, such as a handle to a cluster. A function that
/// captures one is refused by its name, instead of by whatever it holds that cannot be sent. Holds for subclasses too.
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ProgramBound {
    /// What to do instead, as an imperative that ends the message.
    String remedy();
}

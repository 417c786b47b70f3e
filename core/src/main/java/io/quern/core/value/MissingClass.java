package io.quern.core.value;

/// What people are told of a class that a task needs and a process does not have.
public final class MissingClass {
    static final String WHERE = "neither in the code that came with the job nor on the class path of this process";

    static final String REMEDY =
            "put the jar or the folder that has it on the class path of the program, from where it "
                    + "travels to the workers with the job";

    private MissingClass() {}

    /// Says which class is missing, where it was looked for, and what to do.
    ///
    /// @param className as in Java source or as in a class file
    public static String text(String className) {
        return "the task needs the class " + className.replace('/', '.') + ", which is " + WHERE + "; " + REMEDY;
    }
}

package io.quern.core.message;

/// What programs call a shared object: a lock, semaphore, event, queue or variable. Each kind has names of its own.
///
/// @param text from 1 to [#CHARACTERS_MAX] characters
public record SharedName(String text) implements Comparable<SharedName> {
    public static final int CHARACTERS_MAX = 255;

    public SharedName {
        if (text.isEmpty() || text.length() > CHARACTERS_MAX) {
            throw new IllegalArgumentException("the name of a shared object has from 1 to " + CHARACTERS_MAX
                    + " characters, this one has " + text.length()
                    + (text.isEmpty() ? "" : " and begins with " + text.substring(0, 40)) + "; choose another");
        }
    }

    @Override
    public int compareTo(SharedName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.quern.scheduler.recovery.journal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Name of a log or a checkpoint. The checkpoint of a number stands for all logs of smaller numbers.
record JournalFile(Kind kind, long index) {
    /// What a file holds.
    enum Kind {
        /// Records in the order in which they were applied.
        LOG,
        /// Records that make the state in which all earlier logs would end.
        CHECKPOINT;

        /// The word in the file's name.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Ends the names of files that are being written.
    static final String DRAFT = ".tmp";

    private static final Pattern FORM = Pattern.compile("(log|checkpoint)-(\\d{10,18})\\.journal");

    /// Returns nothing for the names of other files.
    static Optional<JournalFile> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Kind kind = matcher.group(1).equals(Kind.LOG.word()) ? Kind.LOG : Kind.CHECKPOINT;
        JournalFile file = new JournalFile(kind, Long.parseLong(matcher.group(2)));
        return file.name().equals(name) ? Optional.of(file) : Optional.empty();
    }

    String name() {
        return String.format(Locale.ROOT, "%s-%010d.journal", kind.word(), index);
    }
}

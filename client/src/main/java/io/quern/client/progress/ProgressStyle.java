package io.quern.client.progress;

import java.util.Map;

/// How progress is shown.
public enum ProgressStyle {
    /// One line that is drawn again and again; for terminals.
    BAR,
    /// A new line at each tenth of the job; for logs and pipes.
    PLAIN,
    /// Nothing.
    NONE;

    /// The style that suits where the output goes.
    ///
    /// @param isTerminal whether a person looks at a terminal
    /// @param environment of the process: `TERM=dumb` and `CI` ask for plain lines
    public static ProgressStyle suiting(boolean isTerminal, Map<String, String> environment) {
        boolean wantsPlain = "dumb".equals(environment.get("TERM")) || environment.containsKey("CI");
        return isTerminal && !wantsPlain ? BAR : PLAIN;
    }
}

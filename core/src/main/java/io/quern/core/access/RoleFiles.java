package io.quern.core.access;

import io.quern.core.message.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Connection files for machines that are to have one role each: `worker.json`, `client.json`, `viewer.json` in a
/// folder. A machine that gets one of them cannot take another role.
public final class RoleFiles {
    private static final List<Role> ROLES = List.of(Role.WORKER, Role.CLIENT, Role.VIEWER);

    private RoleFiles() {}

    /// @param whole with the tokens of all roles
    /// @return the files that were written
    public static List<Path> write(Path folder, ConnectionFile whole) {
        for (Role role : ROLES) {
            whole.forRole(role).write(path(folder, role));
        }
        return ROLES.stream().map(role -> path(folder, role)).toList();
    }

    public static Path path(Path folder, Role role) {
        return folder.resolve(role.name().toLowerCase(Locale.ROOT) + ".json");
    }
}

package io.quern.core.access;

import io.quern.core.message.Role;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The tokens that a process has, by the role that each is good for. Who has a role's token may take that role,
/// and lets others take it.
///
/// | | scheduler | worker | client | viewer |
/// |---|---|---|---|---|
/// | `worker` | yes | yes | | |
/// | `client` | yes | yes | yes | |
/// | `viewer` | yes | | | yes |
/// | `transfer` | yes | yes | yes | |
///
/// So a client cannot pass for a worker, and a viewer sees neither results nor code. A worker has the token of a
/// client since its tasks may submit tasks. A role may have two tokens, the newer first: while tokens are
/// exchanged, both are good.
public final class RoleTokens {
    static final int TOKENS_MAX = 2;

    private final Map<Role, List<Token>> tokens;

    /// @param tokens at most two a role, the newer first; a role without tokens may be left out
    RoleTokens(Map<Role, List<Token>> tokens) {
        Map<Role, List<Token>> copy = new EnumMap<>(Role.class);
        tokens.forEach((role, ofRole) -> {
            if (ofRole.size() > TOKENS_MAX) {
                throw new IllegalArgumentException(
                        "a role has at most " + TOKENS_MAX + " tokens, " + role + " has " + ofRole.size());
            }
            if (!ofRole.isEmpty()) {
                copy.put(role, List.copyOf(ofRole));
            }
        });
        this.tokens = copy;
    }

    /// One new token for each role.
    public static RoleTokens random(SecureRandom random) {
        Map<Role, List<Token>> made = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            made.put(role, List.of(Token.random(random)));
        }
        return new RoleTokens(made);
    }

    /// A new token for each role, and the newest of the present ones beside it.
    public RoleTokens rotated(SecureRandom random) {
        Map<Role, List<Token>> both = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            List<Token> ofRole = new ArrayList<>();
            ofRole.add(Token.random(random));
            of(role).stream().limit(1).forEach(ofRole::add);
            both.put(role, ofRole);
        }
        return new RoleTokens(both);
    }

    /// What a process of this role needs: its own token, that for data connections where it may have some, and
    /// that of a client for the tasks of a worker.
    public RoleTokens forRole(Role role) {
        return only(
                switch (role) {
                    case WORKER -> EnumSet.of(role, Role.CLIENT, Role.TRANSFER);
                    case CLIENT -> EnumSet.of(role, Role.TRANSFER);
                    case VIEWER, TRANSFER -> EnumSet.of(role);
                });
    }

    private RoleTokens only(Collection<Role> roles) {
        Map<Role, List<Token>> kept = new EnumMap<>(tokens);
        kept.keySet().retainAll(roles);
        return new RoleTokens(kept);
    }

    /// Newest first; empty where this process may not have the role.
    public List<Token> of(Role role) {
        return tokens.getOrDefault(role, List.of());
    }

    public Set<Role> roles() {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(tokens.keySet());
        return roles;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoleTokens that && tokens.equals(that.tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }

    /// The roles; tokens hide themselves.
    @Override
    public String toString() {
        return tokens.toString();
    }
}

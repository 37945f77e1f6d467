package dev.nightshift.curation.conversation;

import java.util.Locale;
import java.util.Optional;

/** Who says a message. */
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL;

  /** The name that is stored. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that stored name, if there is one. */
  public static Optional<Role> ofCode(String code) {
    for (Role role : values()) {
      if (role.code().equals(code)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}

package dev.nightshift.curation.ingest;

import java.io.IOException;

/** The rest of a file cannot be used, for a reason of its own; what was read before it stays. */
public final class UnusableFileException extends IOException {

  private static final long serialVersionUID = 1L;
  private final RejectReason reason;

  UnusableFileException(RejectReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** The reason. */
  public RejectReason reason() {
    return reason;
  }
}

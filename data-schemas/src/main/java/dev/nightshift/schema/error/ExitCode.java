package dev.nightshift.schema.error;

/** What a process of Nightshift tells the one that started it. */
public enum ExitCode {
  /** The work is done. */
  DONE(0),
  /** The work failed: the request was right, the world was not. */
  WORK_FAILED(1),
  /** The request was wrong: all its faults were listed. */
  BAD_REQUEST(2),
  /** A quality gate refused the result. */
  GATE_REFUSED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the operating system sees. */
  public int code() {
    return code;
  }
}

package dev.nightshift.schema.error;

import java.util.List;

/** The request was wrong; lists all its faults at once. Exit code 2. */
public final class RequestException extends NightshiftException {

  private static final long serialVersionUID = 1L;

  public RequestException(List<Fault> faults) {
    super(faults, ExitCode.BAD_REQUEST, null);
  }

  public RequestException(Fault fault) {
    this(List.of(fault));
  }

  public RequestException(String problem, String where, String remedy) {
    this(new Fault(problem, where, remedy));
  }
}

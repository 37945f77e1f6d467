package dev.nightshift.schema.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request was right and the work failed: a full disk, a lost worker, too many bad rows. */
public final class WorkException extends NightshiftException {

  private static final long serialVersionUID = 1L;

  public WorkException(List<Fault> faults) {
    super(faults, ExitCode.WORK_FAILED, null);
  }

  public WorkException(Fault fault, @Nullable Throwable cause) {
    super(List.of(fault), ExitCode.WORK_FAILED, cause);
  }

  public WorkException(Fault fault) {
    this(fault, null);
  }

  public WorkException(String problem, String where, String remedy) {
    this(new Fault(problem, where, remedy), null);
  }

  public WorkException(String problem, String where, String remedy, Throwable cause) {
    this(new Fault(problem, where, remedy), cause);
  }
}

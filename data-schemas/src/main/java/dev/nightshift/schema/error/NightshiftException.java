package dev.nightshift.schema.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An error that is shown to the user as it is, without a stack trace.
 *
 * <p>The three kinds say who has to act: the one who asked ({@link RequestException}), the one who
 * keeps the machine or the data ({@link WorkException}), or nobody, because a gate did its work
 * ({@link GateRefusedException}).
 */
public abstract sealed class NightshiftException extends RuntimeException
    permits RequestException, WorkException, GateRefusedException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;
  private final ExitCode exitCode;

  NightshiftException(List<Fault> faults, ExitCode exitCode, @Nullable Throwable cause) {
    super(faults.stream().map(Fault::line).collect(Collectors.joining("\n")), cause);
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("an error needs at least one fault");
    }
    this.faults = List.copyOf(faults);
    this.exitCode = exitCode;
  }

  /** Everything that was wrong, in the order in which it was found. */
  public List<Fault> faults() {
    return faults == null ? List.of(Fault.of(String.valueOf(getMessage()))) : faults;
  }

  /** The exit code of a process that ends with this error. */
  public ExitCode exitCode() {
    return exitCode;
  }
}

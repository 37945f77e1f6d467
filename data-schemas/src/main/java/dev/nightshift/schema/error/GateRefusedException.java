package dev.nightshift.schema.error;

import java.util.List;

/** A quality gate refused a result: the work went well, its outcome is not good enough. */
public final class GateRefusedException extends NightshiftException {

  private static final long serialVersionUID = 1L;

  public GateRefusedException(List<Fault> refusals) {
    super(refusals, ExitCode.GATE_REFUSED, null);
  }
}

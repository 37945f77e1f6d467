package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanCommandTest {

  @Test
  void sizesAreReadWithTheirUnits() {
    assertThat(PlanCommand.bytes("24GiB")).hasValue(24.0 * (1L << 30));
    assertThat(PlanCommand.bytes("80GB")).hasValue(80e9);
    assertThat(PlanCommand.bytes("1.5 TiB")).hasValue(1.5 * (1L << 40));
    assertThat(PlanCommand.bytes("512kB")).hasValue(512e3);
    assertThat(PlanCommand.bytes("7B")).hasValue(7);
    assertThat(PlanCommand.bytes("24")).isEmpty();
    assertThat(PlanCommand.bytes("much")).isEmpty();
  }
}

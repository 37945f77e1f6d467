package dev.nightshift.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the code against docs/architecture.md: dependencies run one way. */
class DependencyDirectionTest {

  private static final String ROOT = "dev.nightshift.";

  /** Module to what it may depend on, itself left out. The order is from the ground up. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("schema", Set.of()),
          Map.entry("inference", Set.of("schema")),
          Map.entry("eval", Set.of("schema", "inference")),
          Map.entry("runtime", Set.of("schema", "inference", "eval")),
          Map.entry("classifiers", Set.of("schema", "inference", "eval", "runtime")),
          Map.entry("curation", Set.of("schema", "inference", "eval", "runtime", "classifiers")),
          Map.entry("synthesis", Set.of("schema", "inference", "eval", "runtime", "curation")),
          Map.entry("training", Set.of("schema", "inference", "eval", "runtime", "classifiers")),
          Map.entry("evaluation", Set.of("schema", "inference", "eval", "runtime", "curation")),
          Map.entry(
              "pipelines",
              Set.of(
                  "schema",
                  "inference",
                  "eval",
                  "runtime",
                  "classifiers",
                  "curation",
                  "synthesis",
                  "training",
                  "evaluation")),
          Map.entry(
              "cli",
              Set.of(
                  "schema",
                  "inference",
                  "eval",
                  "runtime",
                  "classifiers",
                  "curation",
                  "synthesis",
                  "training",
                  "evaluation",
                  "pipelines")));

  private static final String[] SPARK = {
    "org.apache.spark..", "org.apache.hadoop..", "io.delta..", "scala.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.nightshift");

  @Test
  void everyPackageBelongsToAModule() {
    Set<String> modules =
        CLASSES.stream()
            .map(c -> c.getPackageName().substring(ROOT.length()).split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(modules).isSubsetOf(MAY_USE.keySet());
    // An import that found nothing would let every rule pass.
    assertThat(modules)
        .contains("schema", "inference", "eval", "runtime", "training", "pipelines", "cli");
  }

  @Test
  void modulesDependOneWay() {
    MAY_USE.forEach(
        (module, allowed) -> {
          String[] own =
              Stream.concat(Stream.of(module), allowed.stream())
                  .map(m -> ROOT + m + "..")
                  .toArray(String[]::new);
          classes()
              .that()
              .resideInAPackage(ROOT + module + "..")
              .should()
              .onlyDependOnClassesThat(
                  not(resideInAPackage("dev.nightshift..")).or(resideInAnyPackage(own)))
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void whatIsStoredUsedAndAskedNeedsNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "schema..", ROOT + "inference..", ROOT + "eval..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void algorithmsOfTheJobsImportNoSpark() {
    List<String> jobs = List.of("classifiers", "curation", "synthesis", "training", "evaluation");
    noClasses()
        .that()
        .resideInAnyPackage(jobs.stream().map(m -> ROOT + m + "..").toArray(String[]::new))
        .and(not(resideInAPackage("..spark..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void whatRunsWithoutSparkLoadsNone() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "pipelines.spec..", ROOT + "pipelines.secret..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void packagesOfPipelinesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + "pipelines.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void jobsOfTrainingUseWhatTheyShareAndNotOneAnother() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "training.spark")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "training.spark.*..")
        .check(CLASSES);
    SlicesRuleDefinition.slices()
        .matching(ROOT + "training.spark.(*)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatMayLiveThere() {
    Set<String> said =
        CLASSES.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    Set<String> packages =
        CLASSES.stream()
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(said).containsAll(packages);
  }
}

package dev.nightshift.classifiers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.nightshift.classifiers");

  @Test
  void featuresAndScoresKnowNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage("..classifiers.feature..", "..classifiers.quality..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "..classifiers.spark..", "dev.nightshift.runtime..")
        .check(MAIN);
  }

  @Test
  void featuresKnowNoNetworks() {
    noClasses()
        .that()
        .resideInAPackage("..classifiers.feature..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "..classifiers.quality..")
        .check(MAIN);
  }
}

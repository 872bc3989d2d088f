package io.vsd.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The naming rules of buf's STANDARD lint set that apply to these files. */
class ContractLintTest {

  @Test
  void listsEveryFileOfTheModule() throws Exception {
    try (var files = Files.walk(Path.of("src/main/proto"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".proto")).count())
          .isEqualTo(ContractFiles.all().size());
    }
  }

  @Test
  void packagesAreVersionedAndMatchTheirFolders() {
    for (FileDescriptor file : ContractFiles.all()) {
      assertThat(file.getPackage()).matches("vsd\\.[a-z]+\\.v[1-9][0-9]*");
      assertThat(file.getFullName()).startsWith(file.getPackage().replace('.', '/') + "/");
      assertThat(file.getOptions().getJavaPackage())
          .isEqualTo("io." + file.getPackage().replace("vsd.", "vsd.proto."));
    }
  }

  @Test
  void servicesEndInServiceAndTheirMessagesFollowTheMethod() {
    for (FileDescriptor file : ContractFiles.all()) {
      for (var service : file.getServices()) {
        assertThat(service.getName()).endsWith("Service");
        for (var method : service.getMethods()) {
          assertThat(method.getInputType().getName()).isEqualTo(method.getName() + "Request");
          assertThat(method.getOutputType().getName()).isEqualTo(method.getName() + "Response");
        }
      }
    }
  }

  @Test
  void enumsStartUnspecifiedAndPrefixTheirValues() {
    for (FileDescriptor file : ContractFiles.all()) {
      for (var type : file.getEnumTypes()) {
        var prefix =
            type.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT) + "_";
        assertThat(type.getValues().getFirst().getName()).isEqualTo(prefix + "UNSPECIFIED");
        assertThat(type.getValues()).allMatch(value -> value.getName().startsWith(prefix));
      }
    }
  }

  @Test
  void fieldsAreInSnakeCase() {
    var offenders = new ArrayList<String>();
    for (FileDescriptor file : ContractFiles.all()) {
      for (var message : file.getMessageTypes()) {
        for (var field : message.getFields()) {
          if (!field.getName().matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")) {
            offenders.add(field.getFullName());
          }
        }
      }
    }
    assertThat(offenders).isEqualTo(List.of());
  }
}

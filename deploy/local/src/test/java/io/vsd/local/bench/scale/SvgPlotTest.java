package io.vsd.local.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgPlotTest {
  @Test
  void pointsLieWithinTheFrameAndHigherValuesHigher() throws Exception {
    Element svg =
        parse(
            new SvgPlot("A < B & C", "rows", "ms")
                .curve("one", List.of(xy(1, 12.5), xy(4, 15), xy(64, 110)))
                .curve("unmeasured", List.of())
                .svg());
    NodeList circles = svg.getElementsByTagName("circle");
    assertThat(circles.getLength()).isEqualTo(3);
    double x = 0;
    double y = 380;
    for (int i = 0; i < 3; i++) {
      Element circle = (Element) circles.item(i);
      double cx = Double.parseDouble(circle.getAttribute("cx"));
      double cy = Double.parseDouble(circle.getAttribute("cy"));
      assertThat(cx).isGreaterThan(x).isLessThanOrEqualTo(640);
      assertThat(cy).isLessThan(y).isPositive();
      x = cx;
      y = cy;
    }
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1);
    assertThat(svg.getTextContent())
        .contains("A < B & C")
        .contains("64")
        .doesNotContain("unmeasured");
  }

  @Test
  void withoutCurvesThereIsAFrame() throws Exception {
    assertThat(parse(new SvgPlot("nothing", "x", "y").svg()).getTextContent()).contains("nothing");
  }

  private static double[] xy(double x, double y) {
    return new double[] {x, y};
  }

  private static Element parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }
}

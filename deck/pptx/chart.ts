/** Native charts: PowerPoint and LibreOffice draw them, and their numbers can be edited. */
import type { ChartBlock } from '../slides/slide.ts';
import { font } from '../slides/slide.ts';
import { colours, seriesColours } from './colours.ts';
import type { PptxSlide } from './pptxSlide.ts';

const small = 10;
/** Labels of the horizontal axis, where there are many points. */
const mostLabels = 10;

export function addChart(to: PptxSlide, chart: ChartBlock, name: string): void {
  const { box, categories, series, form } = chart;
  const data = series.map(({ name: of, values }) => ({
    name: of,
    labels: [...categories],
    // A hole in a line is an empty cell, not a 0.
    values: values as number[],
  }));
  const every = Math.max(1, Math.ceil(categories.length / mostLabels));
  to.addChart(form === 'line' ? 'line' : 'bar', data, {
    ...box,
    ...titles(chart),
    ...{
      objectName: name,
      altText: chart.alt,
      chartColors: [...seriesColours].slice(0, series.length),
    },
    ...{
      showLegend: true,
      legendPos: 'b',
      legendFontFace: font,
      legendFontSize: small,
      legendColor: colours.ink,
    },
    ...{
      catAxisLabelFontFace: font,
      catAxisLabelFontSize: small,
      catAxisLabelColor: colours.quiet,
    },
    ...{
      valAxisLabelFontFace: font,
      valAxisLabelFontSize: small,
      valAxisLabelColor: colours.quiet,
    },
    ...{ valGridLine: { color: 'DDE3E9', size: 0.5 }, catGridLine: { style: 'none' } },
    ...{ valAxisMinVal: 0, valAxisLabelFormatCode: '#,##0', displayBlanksAs: 'gap' },
    ...{ catAxisLabelFrequency: String(every), catAxisHidden: !chart.hasLabels },
    ...(form === 'line'
      ? { lineSize: 2, lineDataSymbol: 'none' as const }
      : {
          barGapWidthPct: 60,
          showValue: true,
          dataLabelFontSize: small,
          dataLabelFormatCode: '#,##0',
        }),
  });
}

function titles({ title, xTitle, yTitle, hasLabels }: ChartBlock) {
  return {
    ...{ showTitle: true, title, titleFontFace: font, titleFontSize: 13, titleColor: colours.ink },
    ...{ showValAxisTitle: yTitle !== '', valAxisTitle: yTitle, valAxisTitleFontSize: small },
    ...{ valAxisTitleFontFace: font, valAxisTitleColor: colours.quiet },
    ...{
      showCatAxisTitle: xTitle !== '' && hasLabels,
      catAxisTitle: xTitle,
      catAxisTitleFontSize: small,
    },
    ...{ catAxisTitleFontFace: font, catAxisTitleColor: colours.quiet },
  };
}

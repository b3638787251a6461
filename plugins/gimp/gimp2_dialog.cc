#include "plugins/gimp/gimp2_dialog.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <span>
#include <string>

#include "plugins/gimp/gimp2_names.h"

namespace kmc::gimp {
namespace {

// A row of a table: a label with a mnemonic, and the widget.
void AddRow(GtkWidget* table, int row, const char* label, GtkWidget* widget, const char* tip) {
  gimp_table_attach_aligned(GTK_TABLE(table), 0, row, label, 0, 0.5, widget, 1, FALSE);
  gimp_help_set_help_data(widget, tip, nullptr);
}

GtkWidget* NewNumber(int& value, int last) {
  GtkObject* adjustment = gtk_adjustment_new(value, 1, last, 1, last >= 100 ? 16 : 1, 0);
  GtkWidget* widget = gimp_spin_button_new(GTK_ADJUSTMENT(adjustment), 1, 0);
  g_signal_connect(adjustment, "value-changed", G_CALLBACK(gimp_int_adjustment_update), &value);
  return widget;
}

GtkWidget* NewChoice(int& value, std::span<const Choice> choices) {
  GtkWidget* widget = GTK_WIDGET(g_object_new(GIMP_TYPE_INT_COMBO_BOX, nullptr));
  for (const Choice& choice : choices) {
    gimp_int_combo_box_append(GIMP_INT_COMBO_BOX(widget), GIMP_INT_STORE_VALUE, choice.value, GIMP_INT_STORE_LABEL,
                              choice.label, -1);
  }
  gimp_int_combo_box_connect(GIMP_INT_COMBO_BOX(widget), value, G_CALLBACK(gimp_int_combo_box_get_active), &value);
  return widget;
}

GtkWidget* NewTable(int colormap_size, ExportOptions& options) {
  GtkWidget* table = gtk_table_new(4, 3, FALSE);
  gtk_table_set_row_spacings(GTK_TABLE(table), 6);
  gtk_table_set_col_spacings(GTK_TABLE(table), 6);
  gtk_container_set_border_width(GTK_CONTAINER(table), 12);
  if (colormap_size > 0) {
    const std::string text =
        "The image is indexed: its colour map (size " + std::to_string(colormap_size) + ") is stored as it is.";
    GtkWidget* label = gtk_label_new(text.c_str());
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_misc_set_alignment(GTK_MISC(label), 0, 0.5);
    gtk_table_attach_defaults(GTK_TABLE(table), label, 0, 3, 0, 1);
  } else {
    AddRow(table, 0, "C_olours:", NewNumber(options.colors, kMaxColors),
           "An image that has no more colours than this is stored exactly.");
    AddRow(table, 1, "Effor_t:", NewNumber(options.effort, kMaxEffort), "Search harder for the best colours: 1 to 9.");
    AddRow(table, 2, "_Dithering:", NewChoice(options.dither, kDithers),
           "Patterns in place of colours that are not in the palette.");
  }
  AddRow(table, 3, "Codin_g:", NewChoice(options.coding, kCodings), "How the pixels are compressed, without loss.");
  return table;
}

}  // namespace

bool AskOptions(int colormap_size, ExportOptions& options) {
  GtkWidget* dialog = gimp_export_dialog_new(kFormatName, kBinary, kExportProcedure);
  GtkWidget* table = NewTable(colormap_size, options);
  gtk_box_pack_start(GTK_BOX(gimp_export_dialog_get_content_area(dialog)), table, TRUE, TRUE, 0);
  gtk_widget_show_all(table);
  const bool confirmed = gimp_dialog_run(GIMP_DIALOG(dialog)) == GTK_RESPONSE_OK;
  gtk_widget_destroy(dialog);
  return confirmed;
}

}  // namespace kmc::gimp

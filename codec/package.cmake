# How libkmc leaves the house: its version, what the shared library exports, and
# the installed tree in which find_package(kmc) and pkg-config find it.
include(CMakePackageConfigHelpers)

set_target_properties(kmc PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR})
if(BUILD_SHARED_LIBS)
  target_link_options(kmc PRIVATE LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/kmc.map)
  set_target_properties(kmc PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/kmc.map)
else()
  # A plugin that links the static library does not export it again.
  target_compile_definitions(kmc PRIVATE KMC_STATIC)
endif()

if(NOT KMC_INSTALL)
  return()
endif()

# A C program that links the static library needs the C++ run-time library, too.
if(NOT BUILD_SHARED_LIBS)
  set(cxx_libraries ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
  list(REMOVE_ITEM cxx_libraries ${CMAKE_C_IMPLICIT_LINK_LIBRARIES})
  target_link_libraries(kmc INTERFACE "$<INSTALL_INTERFACE:${cxx_libraries}>")
endif()

# Library and headers: users write #include <kmc/kmc.h>.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kmc)
install(TARGETS kmc EXPORT kmcTargets)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/kmc.h ${CMAKE_CURRENT_LIST_DIR}/kmc.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kmc)

# find_package(kmc)
install(EXPORT kmcTargets NAMESPACE kmc:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/kmcConfig.cmake.in ${PROJECT_BINARY_DIR}/kmcConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/kmcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/kmcConfig.cmake ${PROJECT_BINARY_DIR}/kmcConfigVersion.cmake
        DESTINATION ${package_dir})

# pkg-config. Paths are relative to the .pc file, so that the tree can be moved.
file(RELATIVE_PATH KMC_PC_TO_INCLUDES
     ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_FULL_INCLUDEDIR})
if(NOT BUILD_SHARED_LIBS)
  set(KMC_PC_REQUIRES_PRIVATE zlib)
  list(TRANSFORM cxx_libraries PREPEND -l)
  list(JOIN cxx_libraries " " KMC_PC_LIBS_PRIVATE)
  string(APPEND KMC_PC_LIBS_PRIVATE " -pthread")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/kmc.pc.in ${PROJECT_BINARY_DIR}/kmc.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kmc.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
